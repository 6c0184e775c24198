namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>A paragraph or list item of a source.</summary>
/// <param name="Index">Its place in the source, from 0.</param>
/// <param name="Heading">The heading above it, plain text; empty for none.</param>
/// <param name="Title">The emphasised words it begins with, without the full stop; empty for none.</param>
/// <param name="Sentences">Its sentences without the title, plain text; at least one.</param>
/// <param name="IsItem">True for a list item.</param>
internal sealed record Block(int Index, string Heading, string Title, IReadOnlyList<string> Sentences, bool IsItem)
{
    /// <summary>Title and sentences in one line.</summary>
    public string Text => string.Join(' ', Title.Length > 0 ? [Title + ".", .. Sentences] : Sentences);

    /// <summary>Its first sentence, led by the title where it has one; a sentence that says next to nothing is passed over.</summary>
    public string Lead => Title.Length > 0
        ? $"{Title}: {Sentences[0]}"
        : Sentences.FirstOrDefault(sentence => Terms.Of(sentence).Count > 4) ?? Sentences[0];
}
