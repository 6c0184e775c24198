using System.Reflection;
using System.Runtime.CompilerServices;
using GenOps.Core;

namespace GenOps.Testing.Architecture;

/// <summary>
/// Live and sandbox money are never added up: every query must be told which of the two it is about,
/// by an argument of its own or by a member of its filter that cannot be left out.
/// </summary>
public static class MoneyModeRule
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The queries among the public methods: those that return something later. One that returns only a key or
    /// a yes or no is a command, and one that returns a mode is how pages choose theirs.
    /// </summary>
    public static IEnumerable<MethodInfo> QueriesOf(IEnumerable<Type> types) =>
        from type in types
        where type.IsVisible && !typeof(Delegate).IsAssignableFrom(type)
        from method in type.GetMethods(Visible)
        where !method.IsSpecialName && ResultOf(method.ReturnType) is { } result && !IsNoFigure(result)
        select method;

    /// <summary>The queries that can be asked without saying which money is meant.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        QueriesOf(types)
            .Where(query => !query.GetParameters().Any(parameter => !parameter.HasDefaultValue && Demands(parameter.ParameterType, depth: 0)))
            .Select(query => $"{query.DeclaringType!.FullName}.{query.Name} takes no MoneyMode");

    private static Type? ResultOf(Type returned)
    {
        if (!returned.IsGenericType) return null;
        var definition = returned.GetGenericTypeDefinition();
        return definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>)
            ? returned.GetGenericArguments()[0]
            : null;
    }

    private static bool IsNoFigure(Type result) =>
        result == typeof(bool) || result == typeof(MoneyMode) || result.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static bool Demands(Type type, int depth)
    {
        if (type == typeof(MoneyMode)) return true;
        if (type.Assembly == typeof(string).Assembly || type.IsEnum || depth == 3) return false;
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Any(property => property.IsDefined(typeof(RequiredMemberAttribute)) && Demands(property.PropertyType, depth + 1))
            || (type.GetConstructors() is { Length: > 0 } constructors && constructors.All(constructor =>
                constructor.GetParameters().Any(parameter => !parameter.HasDefaultValue && Demands(parameter.ParameterType, depth + 1))));
    }
}
