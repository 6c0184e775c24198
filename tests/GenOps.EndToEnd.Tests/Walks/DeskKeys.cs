using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>Decides at the review desk as a person does, who has looked at what is there.</summary>
internal static class DeskKeys
{
    /// <summary>Presses a key once the item has been counted for a second: the desk takes no decision sooner than 400 ms after it came up.</summary>
    public static async Task DecideAsync(this IPage desk, string key)
    {
        await desk.WaitForFunctionAsync("() => !['', '0:00', undefined].includes(document.querySelector('.counted .go-num')?.textContent)");
        await desk.Keyboard.PressAsync(key);
    }
}
