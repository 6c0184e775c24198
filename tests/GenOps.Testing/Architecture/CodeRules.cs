using System.Reflection;
using System.Text.RegularExpressions;

namespace GenOps.Testing.Architecture;

/// <summary>Rules of the house that hold for every assembly of ours; each returns its violations for people to read.</summary>
public static partial class CodeRules
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Classes that are neither sealed, abstract nor static, and from which none of <paramref name="users"/> derives. Migrations are the tool's.</summary>
    public static IEnumerable<string> UnsealedClasses(Assembly assembly, params Assembly[] users)
    {
        var parents = users.Append(assembly).SelectMany(a => a.GetTypes())
            .Select(type => type.BaseType).OfType<Type>()
            .Select(parent => parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent)
            .ToHashSet();
        return assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !TypeUse.IsGenerated(type) && !parents.Contains(type))
            .Where(type => type.Namespace?.Contains(".Migrations", StringComparison.Ordinal) != true)
            .Select(type => $"{type.FullName} is not sealed");
    }

    /// <summary>Source files whose namespace is not the project's followed by the folders.</summary>
    /// <param name="project">The project's folder below the repository's root.</param>
    /// <param name="rootNamespace">The namespace of a file in the project's folder.</param>
    public static IEnumerable<string> MisplacedNamespaces(string project, string rootNamespace)
    {
        var root = Path.Combine(Repository.Root, project);
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root, file);
            var folders = path.Split(Path.DirectorySeparatorChar)[..^1];
            if (folders is ["bin" or "obj" or "node_modules", ..]) continue;
            var expected = string.Join('.', [rootNamespace, .. folders]);
            var actual = NamespaceLine().Match(File.ReadAllText(file));
            // Only files of statements or attributes (Program.cs, GlobalUsings.cs) have none.
            if (actual.Success && actual.Groups[1].Value != expected)
                yield return $"{project}/{path.Replace('\\', '/')}: namespace {actual.Groups[1].Value}, expected {expected}";
        }
    }

    /// <summary>Public signatures with a bare <see cref="Guid"/>, where a typed key belongs.</summary>
    /// <param name="assembly">Where to look.</param>
    /// <param name="allowed">Members that must have one, as <c>Type.Member</c>.</param>
    public static IEnumerable<string> BareGuids(Assembly assembly, IReadOnlySet<string> allowed) =>
        from type in assembly.GetExportedTypes()
        where !type.GetInterfaces().Append(type).Any(i => i.Name.StartsWith("IId`", StringComparison.Ordinal)) && !TypeUse.IsGenerated(type)
        from member in type.GetMembers(Visible)
        where member switch
        {
            PropertyInfo property => IsGuid(property.PropertyType),
            FieldInfo field => IsGuid(field.FieldType),
            MethodInfo { IsSpecialName: false, Name: not "Deconstruct" } method => IsGuid(method.ReturnType) || method.GetParameters().Any(p => IsGuid(p.ParameterType)),
            _ => false,
        }
        let name = $"{type.Name}.{member.Name}"
        where !allowed.Contains(name)
        select $"{type.FullName}.{member.Name} has a bare Guid";

    private static bool IsGuid(Type type) => type == typeof(Guid) || type == typeof(Guid?);

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
