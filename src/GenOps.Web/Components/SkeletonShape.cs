namespace GenOps.Web.Components;

/// <summary>The outline a <see cref="LoadingSkeleton"/> draws.</summary>
public enum SkeletonShape
{
    /// <summary>Lines of text or rows of a table.</summary>
    Lines,

    /// <summary>A grid of <see cref="Stat"/> tiles.</summary>
    Tiles,

    /// <summary>One chart.</summary>
    Chart,
}
