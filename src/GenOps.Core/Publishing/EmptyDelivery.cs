using System.Text;
using GenOps.Core.Outputs;

namespace GenOps.Core.Publishing;

/// <summary>Finds outputs of which whoever receives a delivery would get nothing.</summary>
public static class EmptyDelivery
{
    /// <summary>Whether nothing of one output would arrive.</summary>
    /// <param name="format">Files or one table.</param>
    /// <param name="files">What is delivered of the output.</param>
    public static bool Is(PublishFormat format, IEnumerable<(string MediaType, byte[] Content)> files) =>
        !files.Any(f => (format != PublishFormat.Csv || IsRow(f.MediaType, f.Content)) && OutputContent.Says(f.MediaType, f.Content));

    /// <summary>What would be missing, for a sentence.</summary>
    public static string Words(PublishFormat format) =>
        format == PublishFormat.Csv ? "the table would hold no row of it" : "there is nothing in its files";

    private static bool IsRow(string mediaType, byte[] content) =>
        MediaTypes.IsJson(mediaType) && CsvTable.Rows(Encoding.UTF8.GetString(content)) is { Count: > 0 };
}
