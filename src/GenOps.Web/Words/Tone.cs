using GenOps.Web.Components;

namespace GenOps.Web.Words;

/// <summary>What a colour says. Colour never stands alone: the word is always there too.</summary>
public enum Tone
{
    Neutral,
    Info,
    Success,
    Warning,
    Error,

    /// <summary>Not real money; see <see cref="MoneyModeBadge"/>.</summary>
    Sandbox,
}

/// <summary>Words and tones of states, so that one state looks the same on every page.</summary>
public static class StateTones
{
    /// <summary>The tone of a state by its name; neutral when nothing is known of it.</summary>
    /// <param name="state">The name of an enum member, such as <c>InDoubt</c>.</param>
    public static Tone Of(string state) => state switch
    {
        "Running" or "Sending" or "Claimed" or "Intent" or "Publishing" or "Responded" => Tone.Info,
        "Succeeded" or "Completed" or "Done" or "Approved" or "Published" or "Accepted" or "Active" or "Enabled" or "Applied"
            or "Finished" or "Settled" => Tone.Success,
        "Waiting" or "WaitingForReview" or "AwaitingReview" or "Flagged" or "Held" or "Paused" or "InDoubt" or "Unpriced"
            or "Estimated" or "CapReached" or "Open" or "Retrying" or "Unusable" or "LateCharge" => Tone.Warning,
        "Failed" or "Rejected" or "Withdrawn" or "WrittenOff" => Tone.Error,
        _ => Tone.Neutral,
    };

    /// <summary>A name as people write it: <c>InDoubt</c> becomes "In doubt".</summary>
    public static string Words(string name)
    {
        var words = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]);
            if (startsWord) words.Append(' ');
            words.Append(startsWord ? char.ToLowerInvariant(name[i]) : name[i]);
        }

        return words.ToString();
    }
}
