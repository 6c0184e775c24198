namespace GenOps.FakeProvider.Faults;

/// <summary>The faults still to play, in order; the first that hits a request is played on it.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(Fault Fault, int Left)> faults = [];
    private Random random = new(1);

    /// <summary>Starts the generator behind probabilities and latencies anew.</summary>
    public void Seed(int seed)
    {
        lock (gate)
            random = new Random(seed);
    }

    /// <summary>Forgets all faults and takes these.</summary>
    public void Replace(IEnumerable<Fault> next)
    {
        lock (gate)
        {
            faults.Clear();
            faults.AddRange(next.Select(fault => (fault, fault.Times ?? int.MaxValue)));
        }
    }

    /// <summary>Takes these behind the ones there are.</summary>
    public void Add(IEnumerable<Fault> next)
    {
        lock (gate)
            faults.AddRange(next.Select(fault => (fault, fault.Times ?? int.MaxValue)));
    }

    /// <summary>The fault for a request to this endpoint, counted as played; null for none.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="body">The request's body; empty for none.</param>
    public Fault? Next(string endpoint, string body = "")
    {
        lock (gate)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var (fault, left) = faults[i];
                if (fault.Endpoint is { } only ? only != endpoint : endpoint == "list")
                    continue;
                if (fault.Containing is { } text && !body.Contains(text, StringComparison.Ordinal))
                    continue;
                if (fault.Probability < 1 && random.NextDouble() >= fault.Probability)
                    continue;
                if (fault.Times is null)
                    return fault;
                if (left == 1)
                    faults.RemoveAt(i);
                else
                    faults[i] = (fault, left - 1);
                return fault;
            }

            return null;
        }
    }

    /// <summary>A latency between two bounds, in milliseconds.</summary>
    public int Latency(int from, int to)
    {
        lock (gate)
            return to <= from ? from : random.Next(from, to + 1);
    }
}
