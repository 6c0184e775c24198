namespace GenOps.Web.Pages.Review;

/// <summary>One block of a Markdown text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, still with inline marks; lines of code as they are.</param>
/// <param name="Level">Depth of a heading, 1 to 6; else 0.</param>
public sealed record MarkdownBlock(MarkdownKind Kind, string Text, int Level = 0);
