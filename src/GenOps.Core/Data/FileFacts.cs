using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GenOps.Core.Data;

/// <summary>What stands under a name.</summary>
internal enum FileKind
{
    Nothing,
    Regular,
    Folder,
    Link,
    Pipe,
    Socket,
    Device,
}

/// <summary>What stands under a name, found out without opening it and without following a link.</summary>
/// <param name="Kind">Of the name itself: a link is a link, whatever it leads to.</param>
/// <param name="Names">How many names the file has; more than one are hard links. 1 where the system does not say.</param>
internal readonly partial record struct FileFacts(FileKind Kind, long Names)
{
    private const int Here = -100;
    private const int NoFollow = 0x100;
    private const int OfDescriptor = 0x1000;
    private const uint TypeAndLinks = 0x1 | 0x4;
    private const int NoEntry = 2;
    private const int NoFolder = 20;

    // The kernel's struct statx is the same on every processor: the link count stands at byte 16, the mode at 28.
    private const int StatxSize = 256;
    private const int NamesAt = 16;
    private const int ModeAt = 28;

    /// <summary>Of a path.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public static FileFacts Of(string path) => OperatingSystem.IsLinux() ? Ask(Here, path, NoFollow) : Managed(path);

    /// <summary>Of a file that is open: what was opened, whatever has its name by now.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public static FileFacts Of(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? Ask((int)file.DangerousGetHandle(), "", OfDescriptor) : new FileFacts(FileKind.Regular, 1);

    private static FileFacts Ask(int descriptor, string path, int flags)
    {
        Span<byte> answer = stackalloc byte[StatxSize];
        if (Statx(descriptor, path, flags, TypeAndLinks, ref MemoryMarshal.GetReference(answer)) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoEntry or NoFolder ? default : throw new IOException(new Win32Exception(error).Message);
        }

        return new FileFacts(KindOf(MemoryMarshal.Read<ushort>(answer[ModeAt..])), MemoryMarshal.Read<uint>(answer[NamesAt..]));
    }

    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0x1000 => FileKind.Pipe,
        0xC000 => FileKind.Socket,
        _ => FileKind.Device,
    };

    /// <summary>Elsewhere .NET tells links and folders; Windows keeps pipes and devices out of folders.</summary>
    private static FileFacts Managed(string path)
    {
        var file = new FileInfo(path);
        // Of nothing at all the attributes are -1, every flag set.
        if ((int)file.Attributes == -1) return default;
        var kind = file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? FileKind.Link
            : file.Attributes.HasFlag(FileAttributes.Directory) ? FileKind.Folder
            : file.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Device : FileKind.Regular;
        return new FileFacts(kind, 1);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte answer);
}
