using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Testing.Architecture;

/// <summary>Finds who writes a state of a row: by its setter, by a statement of EF, by a table of moves, or in SQL.</summary>
public static partial class StateRule
{
    /// <summary>The outermost types that write <c>State</c> of one of the entities, for people to read.</summary>
    /// <param name="assembly">Where to look.</param>
    /// <param name="entities">Whose states.</param>
    public static IEnumerable<string> Writers(Assembly assembly, params Type[] entities)
    {
        var setters = entities.ToDictionary(e => e.GetProperty("State")!.SetMethod!, e => e);
        return
            from type in assembly.GetTypes()
            where type.DeclaringType is null && type.Namespace?.Contains(".Migrations", StringComparison.Ordinal) != true
            from method in TypeUse.CalledBy(type)
            let entity = setters.GetValueOrDefault(method) ?? SetByStatement(method, entities)
            where entity is not null && type != entity
            select $"{type.FullName} writes {entity.Name}.State";
    }

    /// <summary>The source files whose SQL writes a column <c>State</c> of one of the tables.</summary>
    /// <param name="project">The project's folder below the repository's root.</param>
    /// <param name="tables">Names of tables.</param>
    public static IEnumerable<string> SqlWriters(string project, params string[] tables) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Contains("/Migrations/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)
        from Match match in Update().Matches(File.ReadAllText(file))
        where tables.Contains(match.Groups[1].Value)
        select $"{path} writes {match.Groups[1].Value}.State in SQL";

    private static Type? SetByStatement(MethodInfo method, Type[] entities)
    {
        if (method is { Name: "MoveAsync", IsGenericMethod: true, DeclaringType.Name: "LegalMoves`1" })
            return entities.FirstOrDefault(e => e == method.GetGenericArguments()[0]);
        if (method is not { Name: "SetProperty", IsGenericMethod: true, DeclaringType: { IsGenericType: true } builder }) return null;
        if (builder.GetGenericTypeDefinition() != typeof(UpdateSettersBuilder<>)) return null;
        var entity = entities.FirstOrDefault(e => e == builder.GetGenericArguments()[0]);
        return entity is not null && method.GetGenericArguments()[0] == entity.GetProperty("State")!.PropertyType ? entity : null;
    }

    [GeneratedRegex("""UPDATE\s+"(\w+)"\s+SET(?:(?!WHERE)[^;])*?"State"\s*=""", RegexOptions.Singleline)]
    private static partial Regex Update();
}
