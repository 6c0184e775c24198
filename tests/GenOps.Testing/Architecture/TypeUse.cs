using System.Reflection;
using System.Runtime.CompilerServices;

namespace GenOps.Testing.Architecture;

/// <summary>One type of an assembly using another of the same assembly.</summary>
/// <param name="From">The outermost type that uses.</param>
/// <param name="To">The outermost type that is used.</param>
/// <param name="Where">The member in which, for people.</param>
public sealed record TypeUse(Type From, Type To, string Where)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>
    /// All uses within an assembly: base types, interfaces, attributes, fields, signatures, locals and the instructions of
    /// every method. Nested types, with them closures and state machines of the compiler, count as their outermost type.
    /// </summary>
    public static IReadOnlyCollection<TypeUse> Within(Assembly assembly)
    {
        var found = new Dictionary<(Type, Type), TypeUse>();
        foreach (var type in assembly.GetTypes())
        {
            var from = Outermost(type);
            foreach (var (used, where) in UsedBy(type))
            {
                foreach (var to in Parts(used).Where(part => part.Assembly == assembly).Select(Outermost))
                    if (to != from) found.TryAdd((from, to), new TypeUse(from, to, where));
            }
        }

        return found.Values;
    }

    /// <summary>The types, of whatever assembly, whose constructors the methods of a type call.</summary>
    public static IEnumerable<Type> MadeBy(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared))
            .SelectMany(InstructionReader.MembersNamedIn).OfType<ConstructorInfo>().Select(constructor => constructor.DeclaringType!).Distinct();

    /// <summary>The methods, of whatever assembly, that a type's own methods name, with those of its closures and state machines.</summary>
    public static IEnumerable<MethodInfo> CalledBy(Type type) =>
        WithGenerated(type)
            .SelectMany(t => t.GetMethods(Declared).Cast<MethodBase>().Concat(t.GetConstructors(Declared)))
            .SelectMany(InstructionReader.MembersNamedIn).OfType<MethodInfo>().Distinct();

    /// <summary>The outermost types in whose methods an exception of exactly this type is caught, by a filter too.</summary>
    public static IEnumerable<Type> Catching(Assembly assembly, Type exception) =>
        assembly.GetTypes().Where(type => type.GetMethods(Declared).Any(method => Catches(method, exception))).Select(Outermost).Distinct();

    private static bool Catches(MethodInfo method, Type exception) =>
        method.GetMethodBody()?.ExceptionHandlingClauses.Any(clause => clause.Flags switch
        {
            ExceptionHandlingClauseOptions.Clause => clause.CatchType == exception,
            ExceptionHandlingClauseOptions.Filter => InstructionReader.MembersNamedIn(method).Contains(exception),
            _ => false,
        }) == true;

    /// <summary>A type with its closures and state machines, those within others too.</summary>
    private static IEnumerable<Type> WithGenerated(Type type) =>
        type.GetNestedTypes(Declared).Where(IsGenerated).SelectMany(WithGenerated).Prepend(type);

    private static IEnumerable<(Type, string)> UsedBy(Type type)
    {
        if (type.BaseType is { } parent) yield return (parent, "its base type");
        foreach (var implemented in type.GetInterfaces()) yield return (implemented, "its interfaces");
        foreach (var attribute in type.GetCustomAttributesData()) yield return (attribute.AttributeType, "an attribute");
        foreach (var field in type.GetFields(Declared)) yield return (field.FieldType, field.Name);

        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            if (method is MethodInfo { ReturnType: var returned }) yield return (returned, method.Name);
            foreach (var parameter in method.GetParameters()) yield return (parameter.ParameterType, method.Name);
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) yield return (local.LocalType, method.Name);
            foreach (var member in InstructionReader.MembersNamedIn(method))
                foreach (var used in TypesOf(member)) yield return (used, method.Name);
        }
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member)
    {
        if (member is Type type) yield return type;
        if (member.DeclaringType is { } declaring) yield return declaring;
        if (member is MethodInfo { IsGenericMethod: true } method)
            foreach (var argument in method.GetGenericArguments()) yield return argument;
    }

    /// <summary>The type itself and what it is built of: elements, generic definition and arguments.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        if (type.IsGenericParameter) return [];
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    /// <summary>True for what a compiler wrote.</summary>
    internal static bool IsGenerated(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || type.Name.Contains('<', StringComparison.Ordinal);
}
