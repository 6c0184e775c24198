namespace GenOps.Web.Pages.Review;

/// <summary>A stretch of text within a block.</summary>
/// <param name="Text">As shown.</param>
/// <param name="Mark">Empty, or the element that marks it: <c>strong</c>, <c>em</c>, <c>code</c>.</param>
public sealed record MarkdownSpan(string Text, string Mark);
