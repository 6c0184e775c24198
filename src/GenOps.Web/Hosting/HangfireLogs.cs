using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace GenOps.Web.Hosting;

/// <summary>
/// Hangfire keeps its log in a static field, through which a host logs to whichever host of the process was built last. Once that one
/// is gone its logger throws, and Hangfire's workers of the other would silently never begin; so nothing is logged instead.
/// </summary>
internal sealed class HangfireLogs(ILoggerFactory factory) : ILogProvider
{
    private readonly AspNetCoreLogProvider logs = new(factory);

    /// <inheritdoc />
    public ILog GetLogger(string name)
    {
        try
        {
            return logs.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new NoLog();
        }
    }

    private sealed class NoLog : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
