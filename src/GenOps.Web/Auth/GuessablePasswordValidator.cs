using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>
/// Refuses long passwords that are still the first to be tried: the account's own name, well-known words with digits, and common passwords
/// as they are, with digits or signs around them, with letters written as digits, or repeated.
/// </summary>
public sealed class GuessablePasswordValidator : IPasswordValidator<User>
{
    private static readonly string[] WellKnown =
        ["password", "passwort", "qwerty", "letmein", "welcome", "admin", "genops", "changeme", "iloveyou", "abc", "123456789", "secret"];

    /// <inheritdoc />
    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(IsGuessable(user.Email, password ?? "") || IsCommon(password ?? "")
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordGuessable", Description = "The password is easy to guess. Several unrelated words make a good one." })
            : IdentityResult.Success);

    /// <summary>Whether what is left without well-known parts and the account's own name is too little to protect anything.</summary>
    internal static bool IsGuessable(string? email, string password)
    {
        var rest = password.ToLowerInvariant();
        var name = email?.Split('@')[0].ToLowerInvariant();
        if (name is { Length: > 2 }) rest = rest.Replace(name, "", StringComparison.Ordinal);
        foreach (var word in WellKnown) rest = rest.Replace(word, "", StringComparison.Ordinal);
        return rest.Where(char.IsLetter).Distinct().Count() < 3 && rest.Distinct().Count() < 8;
    }

    /// <summary>Whether it is one of <see cref="CommonPasswords"/>, plain or in one of the usual disguises.</summary>
    internal static bool IsCommon(string password)
    {
        var common = CommonPasswords.Read();
        var plain = password.ToLowerInvariant();
        var core = Core(plain);
        string[] forms = [plain, core, Unit(plain), Unit(core), Letters(plain), Letters(core), Core(Letters(plain))];
        return forms.Any(form => form.Length > 0 && common.Contains(form));
    }

    /// <summary>Without digits and signs before and after.</summary>
    private static string Core(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('a', 'z');
        return first < 0 ? "" : text[first..(text.AsSpan().LastIndexOfAnyInRange('a', 'z') + 1)];
    }

    /// <summary>What a text is repeated of; itself where it is not.</summary>
    private static string Unit(string text)
    {
        // A text is a repetition exactly where it is found again inside itself doubled.
        var period = text.Length == 0 ? 0 : (text + text).IndexOf(text, 1, StringComparison.Ordinal);
        return text[..period];
    }

    private static string Letters(string text) => string.Create(text.Length, text, (letters, from) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = from[i] switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', var other => other };
        }
    });
}
