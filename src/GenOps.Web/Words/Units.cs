using System.Text.RegularExpressions;

namespace GenOps.Web.Words;

/// <summary>How units stand in a text.</summary>
public static partial class Units
{
    /// <summary>Keeps a sign on the line of its number, wherever the browser breaks the text.</summary>
    public static string? Unbroken(string? text) => text is null ? null : BeforeSign().Replace(text, "\u00A0");

    [GeneratedRegex("(?<=[0-9]) (?=[%×])")]
    private static partial Regex BeforeSign();
}
