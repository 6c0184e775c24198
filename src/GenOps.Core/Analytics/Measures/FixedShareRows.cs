using System.Globalization;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>A share of the company's fixed cost as a row of a drill-down.</summary>
internal static class FixedShareRows
{
    /// <summary>The row, which names the key by which it was shared and who stated the cost.</summary>
    public static KpiRow Of(FixedShare share, MeasureScope scope)
    {
        var month = scope.Calendar.DayOf(share.Entry.ChargedAt).ToString("MMM yyyy", CultureInfo.InvariantCulture);
        var stated = scope.Stated.During(AssumptionKeys.FixedMonthly, null, share.Entry.ChargedAt, share.Entry.ChargedAt.AddTicks(1)).FirstOrDefault();
        var key = share.PipelineId is null
            ? $"nobody had direct cost in {month}"
            : $"{KpiValue.Format(share.Part, KpiUnit.Share)} of the direct cost in {month}";
        return new KpiRow
        {
            Kind = KpiRowKind.Ledger,
            Id = share.Id,
            At = share.Entry.ChargedAt,
            Amount = share.Nanos,
            Unit = KpiUnit.NanoUsd,
            Label = $"share of a day of the company's fixed cost: {key}" + (stated is null ? "" : $"; {scope.Stated.Naming.Of(stated).Text}"),
            PipelineId = share.PipelineId,
            CostKind = CostKind.Fixed,
            CostClass = CostClass.Production,
        };
    }
}
