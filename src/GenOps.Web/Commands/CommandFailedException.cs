namespace GenOps.Web.Commands;

/// <summary>A command cannot go on. The message is one line for standard error.</summary>
internal sealed class CommandFailedException(string message, int code = ExitCode.Failed) : Exception(message.ReplaceLineEndings(" "))
{
    /// <summary>The process's exit code.</summary>
    public int Code { get; } = code;
}
