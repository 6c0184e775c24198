using Microsoft.Win32.SafeHandles;

namespace GenOps.Core.Data;

/// <summary>Where a path leads once every link on it is followed; what does not exist yet is taken as it is written.</summary>
internal static class RealPath
{
    /// <summary>Of a path.</summary>
    /// <exception cref="IOException">Its links lead in a circle, or the system does not say.</exception>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null) return full;
        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        if (FileFacts.Of(here).Kind != FileKind.Link) return here;
        var target = new FileInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
        return target == here ? here : Of(target);
    }

    /// <summary>Of a file that is open; null where the system does not say.</summary>
    public static string? Of(SafeFileHandle file)
    {
        var descriptor = $"/proc/self/fd/{file.DangerousGetHandle()}";
        return OperatingSystem.IsLinux() && Directory.Exists("/proc/self/fd") ? new FileInfo(descriptor).LinkTarget : null;
    }

    /// <summary>Whether a path is a folder or lies below it; both as <see cref="Of(string)"/> gives them.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
