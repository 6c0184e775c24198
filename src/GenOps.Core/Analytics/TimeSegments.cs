using System.Linq.Expressions;

namespace GenOps.Core.Analytics;

/// <summary>
/// A period cut at any number of instants, as something SQL can group by on both databases: which segment a time
/// falls into is a binary search written as nested CASE, with the cuts as parameters. Time zones stay in C#.
/// </summary>
internal sealed class TimeSegments
{
    private readonly DateTime[] _cuts;

    /// <param name="cuts">The begins of all segments but the first, UTC, in any order.</param>
    public TimeSegments(IEnumerable<DateTime> cuts) => _cuts = [.. cuts.Distinct().Order()];

    /// <summary>The begins of all but the first, UTC, in order.</summary>
    public IReadOnlyList<DateTime> Cuts => _cuts;

    /// <summary>How many there are.</summary>
    public int Count => _cuts.Length + 1;

    /// <summary>Where a segment begins; null for the first, which is open.</summary>
    public DateTime? From(int segment) => segment == 0 ? null : _cuts[segment - 1];

    /// <summary>The segment a time falls into, from 0.</summary>
    public int Find(DateTime at)
    {
        var place = Array.BinarySearch(_cuts, at);
        return place >= 0 ? place + 1 : ~place;
    }

    /// <summary>Stands for <see cref="Find"/> in a query; <see cref="Inline"/> puts SQL in its place.</summary>
    public static int Of(DateTime at) => throw new InvalidOperationException($"{at} was not replaced: pass the lambda through Inline.");

    /// <summary>The same for a second cut of the same query; <see cref="InlineStretch"/> puts SQL in its place.</summary>
    public static int StretchOf(DateTime at) => throw new InvalidOperationException($"{at} was not replaced: pass the lambda through InlineStretch.");

    /// <summary>The lambda with every call of <see cref="Of"/> replaced.</summary>
    public Expression<Func<T, TResult>> Inline<T, TResult>(Expression<Func<T, TResult>> lambda) =>
        (Expression<Func<T, TResult>>)new Replacer(_cuts, nameof(Of)).Visit(lambda);

    /// <summary>The lambda with every call of <see cref="StretchOf"/> replaced.</summary>
    public Expression<Func<T, TResult>> InlineStretch<T, TResult>(Expression<Func<T, TResult>> lambda) =>
        (Expression<Func<T, TResult>>)new Replacer(_cuts, nameof(StretchOf)).Visit(lambda);

    private sealed class Replacer(DateTime[] cuts, string name) : ExpressionVisitor
    {
        private readonly CutTimes _cuts = new(cuts);

        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            node.Method.DeclaringType == typeof(TimeSegments) && node.Method.Name == name
                ? Search(Visit(node.Arguments[0]), 0, cuts.Length)
                : base.VisitMethodCall(node);

        /// <summary>How many of the cuts before <paramref name="high"/> are at or before the time; those before <paramref name="low"/> are.</summary>
        private Expression Search(Expression at, int low, int high)
        {
            if (low == high) return Expression.Constant(low);
            var middle = (low + high) / 2;
            return Expression.Condition(
                Expression.LessThan(at, Cut(middle)), Search(at, low, middle), Search(at, middle + 1, high));
        }

        /// <summary>Read from an object, not a constant, so that it becomes a parameter and the query is compiled once.</summary>
        private BinaryExpression Cut(int place) => Expression.ArrayIndex(
            Expression.Field(Expression.Constant(_cuts), nameof(CutTimes.At)), Expression.Constant(place));
    }

    private sealed class CutTimes(DateTime[] at)
    {
        public readonly DateTime[] At = at;
    }
}
