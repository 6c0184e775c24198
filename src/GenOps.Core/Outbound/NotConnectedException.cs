namespace GenOps.Core.Outbound;

/// <summary>No connection came about, so nothing was sent.</summary>
public class NotConnectedException(string message, Exception? cause = null) : IOException(message, cause);
