namespace GenOps.Web.Processes;

/// <summary>GenOps cannot start for a reason a person can mend. The message is one line and is printed as it is.</summary>
public sealed class StartFailedException : Exception
{
    /// <param name="message">What is wrong and what helps, one line.</param>
    public StartFailedException(string message)
        : base(message)
    {
    }

    /// <param name="message">What is wrong and what helps, one line.</param>
    /// <param name="innerException">What it was found out by; never printed.</param>
    public StartFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
