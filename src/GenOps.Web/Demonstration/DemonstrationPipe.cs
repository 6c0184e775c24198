using System.Globalization;

namespace GenOps.Web.Demonstration;

/// <summary>What a product and its demonstration say to each other: the product a secret, on the standard input that it holds open for as long as it lives; the demonstration its port.</summary>
internal static class DemonstrationPipe
{
    private const string Ready = "demonstration ready at port ";

    /// <summary>The line by which the demonstration says that it takes requests.</summary>
    public static string ReadyAt(int port) => string.Create(CultureInfo.InvariantCulture, $"{Ready}{port}");

    /// <summary>The port that a line says; null for any other line.</summary>
    public static int? PortOf(string line) =>
        line.StartsWith(Ready, StringComparison.Ordinal) && int.TryParse(line.AsSpan(Ready.Length), CultureInfo.InvariantCulture, out var port) ? port : null;
}
