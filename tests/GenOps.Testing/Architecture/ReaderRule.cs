using System.Reflection;
using System.Runtime.CompilerServices;
using GenOps.Core.Access;
using GenOps.Core.Data;

namespace GenOps.Testing.Architecture;

/// <summary>
/// Nothing is read without saying who reads: every query takes the actor first and asks the matrix before anything else, before
/// its other arguments are looked at. So page, endpoint and command line cannot disagree on who may read what.
/// </summary>
public static class ReaderRule
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // Queries by another name.
    private static readonly string[] AlsoQueries = ["KpiCatalogue", "AnalyticsChoices", "LocalProviderDiscovery"];

    /// <summary>
    /// The methods by which queries among the types are asked: public, and returning something later. What takes an open context
    /// is part of somebody else's operation, and no page or endpoint has one.
    /// </summary>
    public static IEnumerable<MethodInfo> QueriesOf(IEnumerable<Type> types) =>
        from type in types
        where type.IsVisible && (type.Name.EndsWith("Query", StringComparison.Ordinal) || AlsoQueries.Contains(type.Name))
        from method in type.GetMethods(Visible)
        where !method.IsSpecialName && ReturnsLater(method) && method.GetParameters().FirstOrDefault()?.ParameterType != typeof(GenOpsDbContext)
        select method;

    /// <summary>The queries that can be asked without saying who asks.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        QueriesOf(types).Where(query => !TakesActorFirst(query)).Select(query => $"{query.DeclaringType!.FullName}.{query.Name} does not take an Actor first");

    /// <summary>The methods of Core that a type calls and that tell something later without being told who asks.</summary>
    public static IEnumerable<MethodInfo> AskedWithoutActor(Type caller) =>
        TypeUse.CalledBy(caller).Where(m => m.DeclaringType!.Assembly == typeof(Actor).Assembly && ReturnsLater(m) && !TakesActorFirst(m));

    /// <summary>
    /// The roles a query refuses, found by asking it: on an object that was never made ready and with arguments that hold nothing,
    /// so that only a check that comes before all else can refuse.
    /// </summary>
    public static async Task<IReadOnlySet<string>> RefusedRolesAsync(MethodInfo query)
    {
        var refused = new HashSet<string>();
        foreach (var role in Roles.All)
        {
            if (await RefusesAsync(query, new HashSet<string> { role })) refused.Add(role);
        }

        return refused;
    }

    /// <summary>Whether a query refuses somebody with these roles.</summary>
    public static async Task<bool> RefusesAsync(MethodInfo query, IReadOnlySet<string> roles)
    {
        var target = query.IsStatic ? null : RuntimeHelpers.GetUninitializedObject(query.DeclaringType!);
        var rest = query.GetParameters().Skip(1).Select(p => p.ParameterType.IsValueType ? RuntimeHelpers.GetUninitializedObject(p.ParameterType) : null);
        try
        {
            await (Task)query.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [new Actor(Guid.NewGuid(), "somebody", roles), .. rest], null)!;
            return false;
        }
        catch (AccessDeniedException)
        {
            return true;
        }
        catch (Exception e) when (e is not AccessDeniedException)
        {
            // It let the actor in, and then found nothing to read from.
            return false;
        }
    }

    private static bool TakesActorFirst(MethodInfo method) => method.GetParameters() is [{ HasDefaultValue: false } first, ..] && first.ParameterType == typeof(Actor);

    private static bool ReturnsLater(MethodInfo method)
    {
        if (!method.ReturnType.IsGenericType) return false;
        var definition = method.ReturnType.GetGenericTypeDefinition();
        return definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>);
    }
}
