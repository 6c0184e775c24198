using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Store;

/// <summary>Reads and writes the properties of an entity as EF does: by the same members, readers and converters.</summary>
internal sealed class RowCode<T>
    where T : class
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo IsNull = typeof(DbDataReader).GetMethod(nameof(DbDataReader.IsDBNull))!;

    private readonly IReadOnlyList<RowColumn> columns;

    public RowCode(IEntityType entity, IReadOnlyList<RowColumn> columns, IReadOnlyList<RowColumn> keys)
    {
        this.columns = columns;
        Read = MakeRead(entity);
        Value = MakeValue();
        Key = MakeKey(keys);
        Differences = MakeDifferences();
        Assign = MakeAssign(entity);
        var row = Expression.Parameter(typeof(T));
        Copy = Expression.Lambda<Func<T, T>>(Expression.Convert(Expression.Call(row, Clone), typeof(T)), row).Compile();
    }

    /// <summary>Makes an entity of the row a reader stands at, whose columns are all that have a property, in order.</summary>
    public Func<DbDataReader, T> Read { get; }

    /// <summary>A column's value, by its index, as the driver takes it.</summary>
    public Func<T, int, object?> Value { get; }

    /// <summary>The row's key; equal for equal keys.</summary>
    public Func<T, object> Key { get; }

    /// <summary>Which columns differ between two, one bit each.</summary>
    public Func<T, T, ulong> Differences { get; }

    /// <summary>Sets all of the second to the first.</summary>
    public Action<T, T> Assign { get; }

    /// <summary>Another of the same values.</summary>
    public Func<T, T> Copy { get; }

    private Func<DbDataReader, T> MakeRead(IEntityType entity)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var row = Expression.Variable(typeof(T));
        var constructor = typeof(T).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])
            ?? throw new NotSupportedException($"{typeof(T).Name} cannot be made without arguments.");
        return Expression.Lambda<Func<DbDataReader, T>>(
            Expression.Block([row], [Expression.Assign(row, Expression.New(constructor)), .. Members(entity).Select(m => Set(row, m, ReadMember(m, reader))), row]),
            reader).Compile();
    }

    private Expression ReadMember(IPropertyBase member, ParameterExpression reader)
    {
        if (member is not IComplexProperty complex) return ReadColumn((IProperty)member, reader);
        var parts = Members(complex.ComplexType).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var constructor = complex.ClrType.GetConstructors().SingleOrDefault(c => c.GetParameters().Length == parts.Count && c.GetParameters().All(p => parts.ContainsKey(p.Name!)))
            ?? throw new NotSupportedException($"{complex.ClrType.Name} has no constructor of all its properties.");
        return Expression.New(constructor, constructor.GetParameters().Select(p => ReadMember(parts[p.Name!], reader)));
    }

    private Expression ReadColumn(IProperty property, ParameterExpression reader)
    {
        var index = Expression.Constant(columns.Single(c => c.Property == property).Index);
        var mapping = property.GetRelationalTypeMapping();
        var method = mapping.GetDataReaderMethod();
        var source = method.DeclaringType!.IsAssignableFrom(reader.Type) ? (Expression)reader : Expression.Convert(reader, method.DeclaringType);
        var value = mapping.CustomizeDataReaderExpression(Expression.Call(source, method, index));
        if (mapping.Converter is { } converter)
        {
            var from = converter.ConvertFromProviderExpression;
            value = Expression.Invoke(from, As(value, from.Parameters[0].Type));
        }

        value = As(value, property.ClrType);
        return property.IsNullable ? Expression.Condition(Expression.Call(reader, IsNull, index), Expression.Default(property.ClrType), value) : value;
    }

    private Func<T, int, object?> MakeValue()
    {
        var (row, index) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(int)));
        var cases = columns.Select(c => Expression.SwitchCase(Stored(c, row), Expression.Constant(c.Index)));
        return Expression.Lambda<Func<T, int, object?>>(Expression.Switch(index, Expression.Default(typeof(object)), [.. cases]), row, index).Compile();
    }

    private static Expression Stored(RowColumn column, Expression row)
    {
        var value = column.IsShadow ? Expression.Default(column.Property.ClrType) : Get(row, column);
        if (column.Property.GetRelationalTypeMapping().Converter is not { } converter) return Expression.Convert(value, typeof(object));
        var to = converter.ConvertToProviderExpression;
        var converted = Expression.Convert(Expression.Invoke(to, As(value, to.Parameters[0].Type)), typeof(object));
        return value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
            ? converted
            : Expression.Condition(Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Constant(null), converted);
    }

    private static Func<T, object> MakeKey(IReadOnlyList<RowColumn> keys)
    {
        var row = Expression.Parameter(typeof(T));
        Expression[] parts = [.. keys.Select(k => Get(row, k))];
        Type[] types = [.. parts.Select(p => p.Type)];
        var key = parts.Length == 1
            ? parts[0]
            : Expression.Call(typeof(Tuple), nameof(Tuple.Create), types, parts);
        return Expression.Lambda<Func<T, object>>(Expression.Convert(key, typeof(object)), row).Compile();
    }

    private Func<T, T, ulong> MakeDifferences()
    {
        var (one, other, mask) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(T)), Expression.Variable(typeof(ulong)));
        var steps = columns.Where(c => !c.IsShadow).Select(c => Expression.IfThen(
            Expression.Not(AreEqual(Get(one, c), Get(other, c))),
            Expression.OrAssign(mask, Expression.Constant(1ul << c.Index))));
        return Expression.Lambda<Func<T, T, ulong>>(Expression.Block([mask], [Expression.Assign(mask, Expression.Constant(0ul)), .. steps, mask]), one, other).Compile();
    }

    private static Action<T, T> MakeAssign(IEntityType entity)
    {
        var (from, to) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(T)));
        return Expression.Lambda<Action<T, T>>(Expression.Block(Members(entity).Select(m => Set(to, m, Get(from, m)))), from, to).Compile();
    }

    private static IEnumerable<IPropertyBase> Members(ITypeBase type) =>
        type.GetProperties().Where(p => !p.IsShadowProperty()).Cast<IPropertyBase>().Concat(type.GetComplexProperties());

    private static Expression Get(Expression row, RowColumn column) => column.Path.Aggregate(row, Get);

    private static Expression Get(Expression row, IPropertyBase member) =>
        Expression.MakeMemberAccess(row, member.GetMemberInfo(forMaterialization: false, forSet: false));

    private static BinaryExpression Set(Expression row, IPropertyBase member, Expression value)
    {
        var found = member.GetMemberInfo(forMaterialization: true, forSet: true);
        // The field behind an init-only property is set by it alone.
        var target = Expression.MakeMemberAccess(row, found is FieldInfo { IsInitOnly: true } ? member.PropertyInfo! : found);
        return Expression.Assign(target, As(value, target.Type));
    }

    private static MethodCallExpression AreEqual(Expression one, Expression other)
    {
        var comparer = typeof(EqualityComparer<>).MakeGenericType(one.Type);
        return Expression.Call(
            Expression.Constant(comparer.GetProperty(nameof(EqualityComparer<int>.Default))!.GetValue(null), comparer),
            comparer.GetMethod(nameof(EqualityComparer<int>.Equals), [one.Type, one.Type])!,
            one,
            other);
    }

    private static Expression As(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}
