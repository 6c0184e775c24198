using System.Linq.Expressions;
using GenOps.Core.Data.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Bulk;

/// <summary>Makes the code that gives a row's columns to a <see cref="BulkRow"/>: by the members and converters of EF's model, so that none can be forgotten.</summary>
internal static class BulkCode
{
    private static readonly Dictionary<Type, string> Methods = new()
    {
        [typeof(string)] = nameof(BulkRow.Text),
        [typeof(Guid)] = nameof(BulkRow.Guid),
        [typeof(bool)] = nameof(BulkRow.Bool),
        [typeof(int)] = nameof(BulkRow.Int),
        [typeof(long)] = nameof(BulkRow.Long),
        [typeof(double)] = nameof(BulkRow.Double),
        [typeof(decimal)] = nameof(BulkRow.Decimal),
        [typeof(DateTime)] = nameof(BulkRow.Time),
        [typeof(byte[])] = nameof(BulkRow.Bytes),
    };

    /// <summary>The code for one entity.</summary>
    /// <exception cref="NotSupportedException">A column is of a type that no <see cref="BulkRow"/> takes.</exception>
    public static Action<T, BulkRow> Of<T>(IReadOnlyList<RowColumn> columns)
        where T : class
    {
        var (entity, row) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(BulkRow)));
        return Expression.Lambda<Action<T, BulkRow>>(Expression.Block(columns.Select(c => Give(c, entity, row))), entity, row).Compile();
    }

    private static Expression Give(RowColumn column, Expression entity, Expression row)
    {
        var place = Expression.Constant(column.Index);
        // What stands for nothing in the entity gets its type's default, as when EF adds a row.
        if (column.IsShadow) return GiveValue(column, Expression.Default(column.Property.ClrType), row, place);
        var value = column.Path.Aggregate(entity, (from, member) => Expression.MakeMemberAccess(from, member.GetMemberInfo(forMaterialization: false, forSet: false)));
        if (value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null) return GiveValue(column, value, row, place);
        var held = Expression.Variable(value.Type);
        return Expression.Block(
            [held],
            Expression.Assign(held, value),
            Expression.IfThenElse(
                Expression.Equal(held, Expression.Constant(null, held.Type)),
                Expression.Call(row, nameof(BulkRow.Null), [], place),
                GiveValue(column, held, row, place)));
    }

    private static MethodCallExpression GiveValue(RowColumn column, Expression value, Expression row, Expression place)
    {
        var stored = Converted(column.Property, value);
        var method = Methods.GetValueOrDefault(stored.Type)
            ?? throw new NotSupportedException($"{column.Property.DeclaringType.DisplayName()}.{column.Property.Name} is a {stored.Type.Name}, which is not written in bulk.");
        return Expression.Call(row, method, [], place, stored);
    }

    private static Expression Converted(IProperty property, Expression value)
    {
        var plain = Nullable.GetUnderlyingType(value.Type) is { } inner ? Expression.Convert(value, inner) : value;
        if (property.GetRelationalTypeMapping().Converter is not { } converter) return plain;
        var to = converter.ConvertToProviderExpression;
        var from = to.Parameters[0].Type;
        var converted = (Expression)Expression.Invoke(to, plain.Type == from ? plain : Expression.Convert(plain, from));
        return Nullable.GetUnderlyingType(converted.Type) is { } bare ? Expression.Convert(converted, bare) : converted;
    }
}
