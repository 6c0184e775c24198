namespace GenOps.Core;

/// <summary>Which rows a numbered page shows.</summary>
public static class ListPages
{
    /// <summary>How many rows are before a page.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="size">Rows of a page.</param>
    /// <param name="total">Rows of all pages.</param>
    /// <exception cref="InvalidInputException">There is no such page; the first there always is.</exception>
    public static int Before(int page, int size, int total)
    {
        var last = Math.Max(1, ((total - 1) / size) + 1);
        return page >= 1 && page <= last
            ? (page - 1) * size
            : throw new InvalidInputException("page", $"There is no page {page}: the list ends with page {last}.", $"Give a page from 1 to {last}.");
    }

    /// <summary>Demands that a number of rows to pass over leaves some to show, where there are any.</summary>
    /// <exception cref="InvalidInputException">It does not.</exception>
    public static void DemandWithin(int skip, long total)
    {
        if (skip > 0 && skip >= total)
            throw new InvalidInputException("skip", $"{skip} is beyond the end of the list, which has {total} rows.", "Give fewer, or leave it out for the beginning.");
    }
}
