using System.Linq.Expressions;

namespace GenOps.Core.Analytics.Measures;

/// <summary>A row, and which conditions it meets.</summary>
internal sealed class Marked<TRow>
{
    public required TRow Row { get; init; }

    /// <summary>A bit for each condition, in their order.</summary>
    public int Marks { get; init; }
}

/// <summary>Reads measures that take different rows of one query together: one look at the rows instead of one for each.</summary>
internal static class Families
{
    /// <summary>The rows that meet at least one of the conditions, with those they meet.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="conditions">Null for one that every row meets.</param>
    public static IQueryable<Marked<TRow>> Marked<TRow>(this IQueryable<TRow> rows, IEnumerable<Expression<Func<TRow, bool>>?> conditions)
    {
        var row = Expression.Parameter(typeof(TRow), "r");
        Expression marks = Expression.Constant(0);
        foreach (var (place, condition) in conditions.Index())
        {
            Expression bit = Expression.Constant(1 << place);
            marks = Expression.Add(marks, condition is null ? bit : Expression.Condition(On(condition, row), bit, Expression.Constant(0)));
        }

        var marked = Expression.MemberInit(
            Expression.New(typeof(Marked<TRow>)),
            Expression.Bind(typeof(Marked<TRow>).GetProperty(nameof(Measures.Marked<TRow>.Row))!, row),
            Expression.Bind(typeof(Marked<TRow>).GetProperty(nameof(Measures.Marked<TRow>.Marks))!, marks));
        return rows.Select(Expression.Lambda<Func<TRow, Marked<TRow>>>(marked, row)).Where(m => m.Marks != 0);
    }

    private static Expression On<TRow>(Expression<Func<TRow, bool>> condition, ParameterExpression row) =>
        new Renamed(condition.Parameters[0], row).Visit(condition.Body);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
