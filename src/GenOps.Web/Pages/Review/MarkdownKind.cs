namespace GenOps.Web.Pages.Review;

/// <summary>Kinds of blocks.</summary>
public enum MarkdownKind
{
    Paragraph,
    Heading,
    Bullet,
    Numbered,
    Code,
    Quote,
    Rule,
}
