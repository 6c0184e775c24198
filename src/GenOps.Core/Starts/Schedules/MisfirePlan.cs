using System.Security.Cryptography;
using System.Text;

namespace GenOps.Core.Starts.Schedules;

/// <summary>One occurrence that is dealt with now.</summary>
/// <param name="OccursAt">UTC, without its jitter.</param>
/// <param name="Missed">How many right before it are passed over without a row of their own.</param>
/// <param name="Starts">False: it was missed, and is only written down.</param>
public sealed record PlannedOccurrence(DateTime OccursAt, int Missed, bool Starts);

/// <summary>Says which of the times that have fallen due start a run.</summary>
public static class MisfirePlan
{
    /// <summary>A start that comes late by no more than this is in time: a restart is no outage.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>What is dealt with at a time, in order; empty when nothing has fallen due.</summary>
    public static IReadOnlyList<PlannedOccurrence> Of(Schedule schedule, DateTime now)
    {
        if (schedule.NextAt is not { } next) return [];
        var keep = schedule.Misfire == MisfirePolicy.All ? schedule.MisfireLimit : 1;
        var late = new Queue<DateTime>();
        var inTime = new List<DateTime>();
        var passed = 0;
        foreach (var at in ScheduleClock.From(schedule.Cron, schedule.TimeZone, next))
        {
            var due = at + Jitter(schedule.Id, at, schedule.JitterSeconds);
            if (due > now) break;
            if (due >= now - Grace)
            {
                inTime.Add(at);
                continue;
            }

            late.Enqueue(at);
            if (late.Count <= keep) continue;
            late.Dequeue();
            passed++;
        }

        if (schedule.Misfire == MisfirePolicy.One && late.Count > 0 && inTime.Count > 0)
        {
            // The one in time is the one run that makes up for them.
            late.Clear();
            passed++;
        }

        return
        [
            .. late.Select(at => (At: at, Starts: schedule.Misfire != MisfirePolicy.Skip)).Concat(inTime.Select(at => (At: at, Starts: true)))
                .Select((one, i) => new PlannedOccurrence(one.At, i == 0 ? passed : 0, one.Starts)),
        ];
    }

    /// <summary>How much later than its time an occurrence starts: the same on every machine, spread evenly over the jitter.</summary>
    public static TimeSpan Jitter(ScheduleId schedule, DateTime occursAt, int jitterSeconds)
    {
        if (jitterSeconds <= 0) return TimeSpan.Zero;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{schedule}:{occursAt.Ticks}"));
        return TimeSpan.FromMilliseconds(BitConverter.ToUInt32(hash, 0) % ((jitterSeconds * 1000L) + 1));
    }
}
