using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Web.Addresses;
using GenOps.Web.Components.Charts;

namespace GenOps.Web.Pages.Finance;

/// <summary>Brings a figure into the shape of a chart; each point carries the address of the rows behind it.</summary>
public static class KpiSeries
{
    /// <summary>Most models that have a bar of their own.</summary>
    public const int MostModels = 10;

    /// <summary>The figure along one axis, one point per place; empty when no place has a value.</summary>
    public static IReadOnlyList<ApexSeries<string>> Along(KpiFigure figure, KpiAxis axis, FinanceView view)
    {
        var points = figure.By(axis);
        // A rate of one day says little: what counts over time are the cases themselves.
        var counted = figure.Definition.Unit == KpiUnit.PerWeek && axis == KpiAxis.Bucket;
        ApexPoint<string>[] drawn =
        [
            .. points.Select(p => counted
                ? new ApexPoint<string>(p.Labels[0], (double)p.Numerator, KpiValue.Format(p.Numerator, KpiUnit.Count), Href(figure, view, p))
                : new ApexPoint<string>(p.Labels[0], Drawn(p.Value), p.Value.Text, Href(figure, view, p))),
        ];
        // A share of zero is a figure; a count of zero everywhere is not worth a chart.
        return Array.Exists(drawn, p => counted ? p.Value is not null and not 0 : p.Value is not null)
            ? WithoutSpecks([new ApexSeries<string>(figure.Definition.Title, drawn)])
            : [];
    }

    /// <summary>
    /// The figure over time, with that of the period it is compared with beside it, place by place; alone where the two are not cut into equally many.
    /// </summary>
    public static IReadOnlyList<ApexSeries<string>> OverTime(KpiFigure figure, FinanceView view, PeriodComparison? comparison)
    {
        var now = Along(figure, KpiAxis.Bucket, view);
        if (now.Count == 0 || comparison?.Then(figure) is not { } other || other.Buckets.Count != figure.Buckets.Count) return now;
        return
        [
            now[0] with { Name = "This period" },
            .. Along(other, KpiAxis.Bucket, view).Select(s => s with
            {
                Name = comparison.Name,
                Dashed = true,
                Points = [.. s.Points.Select((p, i) => p with { Category = now[0].Points[i].Category, Text = $"{p.Text} ({p.Category})" })],
            }),
        ];
    }

    /// <summary>What the figure counts by model, largest first; those beyond <see cref="MostModels"/> are one point. Empty when nothing of models was counted.</summary>
    public static IReadOnlyList<ApexSeries<string>> ByModel(KpiFigure figure, FinanceView view)
    {
        List<KpiPoint> points =
        [
            .. figure.By(KpiAxis.Model).Where(p => p.Slice.Model is { IsNone: false }).OrderByDescending(p => p.Numerator).ThenBy(p => p.Labels[0], StringComparer.Ordinal),
        ];
        if (points.TrueForAll(p => p.Numerator == 0)) return [];
        var largest = points.Take(MostModels).ToList();
        var drawn = largest.ConvertAll(p => OfModel(figure, view, p.Labels[0], p.Numerator, p.Slice));
        var others = points.Skip(MostModels).ToList();
        if (others.Count > 0)
        {
            var slice = new KpiSlice { OtherThan = [ProviderModel.None, .. largest.Select(p => p.Slice.Model!.Value)] };
            drawn.Add(OfModel(figure, view, $"others ({others.Count})", others.Sum(p => p.Numerator), slice));
        }

        return WithoutSpecks([new ApexSeries<string>(figure.Definition.Title, drawn)]);
    }

    /// <summary>What the figure counts that belongs to no model. Drawn among models it would often leave nothing to be seen of them.</summary>
    /// <returns>Null where there is none.</returns>
    public static ApexPoint<string>? OfNoModel(KpiFigure figure, FinanceView view) =>
        figure.By(KpiAxis.Model).FirstOrDefault(p => p.Slice.Model is { IsNone: true } && p.Numerator != 0) is { } none
            ? OfModel(figure, view, none.Labels[0], none.Numerator, none.Slice)
            : null;

    private static ApexPoint<string> OfModel(KpiFigure figure, FinanceView view, string label, decimal amount, KpiSlice slice) => new(
        label, Scaled(amount, figure.Numerator.Unit), KpiValue.Format(amount, figure.Numerator.Unit), Href(figure, view, slice));

    /// <summary>What the figure counts, over time, stacked by kind or class; empty when nothing was counted.</summary>
    public static IReadOnlyList<ApexSeries<string>> Stacked(KpiFigure figure, KpiAxis stack, FinanceView view) => WithoutSpecks(
    [
        .. figure.By(stack, KpiAxis.Bucket)
            .GroupBy(p => p.Labels[0])
            .Where(g => g.Any(p => p.Numerator != 0))
            .Select(g => new ApexSeries<string>(Capital(g.Key),
            [
                .. g.Select(p => new ApexPoint<string>(
                    p.Labels[1], Scaled(p.Numerator, KpiUnit.NanoUsd), KpiValue.Format(p.Numerator, KpiUnit.NanoUsd), Href(figure, view, p))),
            ])
            { Colour = ColourOf(g.Key) }),
    ]);

    /// <summary>The text of a tick on the value axis.</summary>
    /// <param name="unit">The figure's unit.</param>
    public static Func<double, string> AxisText(KpiUnit unit) => unit switch
    {
        KpiUnit.NanoUsd => value => Money.FromUsd((decimal)value).ToString(),
        KpiUnit.Share => value => Plain(value) + " %",
        KpiUnit.Ratio => value => Plain(value) + " ×",
        KpiUnit.Seconds => value => KpiValue.Format((decimal)value, KpiUnit.Seconds),
        _ => Plain,
    };

    /// <summary>The address of the rows behind a point, from which the way back leads to the view.</summary>
    public static string Href(KpiFigure figure, FinanceView view, KpiPoint point) => Href(figure, view, point.Slice);

    /// <summary>The address of the rows behind the whole figure, or behind what it is divided by.</summary>
    public static string Href(KpiFigure figure, FinanceView view, KpiPart part = KpiPart.Numerator) => Href(figure, view, new KpiSlice { Part = part });

    private static string Href(KpiFigure figure, FinanceView view, KpiSlice slice) => new RowsAddress
    {
        Name = figure.Definition.Name,
        Filter = figure.Filter with { Bucket = null, ByModel = false },
        Slice = slice,
        Back = view.AddressQuery,
    }.Href;

    /// <summary>
    /// Draws at zero what is below it by less than a pixel: a settlement of a few nano-dollars would else give half the
    /// chart to an empty negative side. The texts stay exact.
    /// </summary>
    private static List<ApexSeries<string>> WithoutSpecks(List<ApexSeries<string>> series)
    {
        var pixel = series.SelectMany(s => s.Points).Select(p => Math.Abs(p.Value ?? 0)).DefaultIfEmpty().Max() / 200;
        return series.ConvertAll(s => s with
        {
            Points = [.. s.Points.Select(p => p.Value < 0 && p.Value > -pixel ? p with { Value = 0 } : p)],
        });
    }

    private static double? Drawn(KpiValue value) => value.Amount is { } amount ? Scaled(amount, value.Unit) : null;

    /// <summary>Only for drawing: dollars, percent.</summary>
    private static double Scaled(decimal amount, KpiUnit unit) => unit switch
    {
        KpiUnit.NanoUsd => (double)(amount / Money.NanosPerUsd),
        KpiUnit.Share => (double)(amount * 100),
        _ => (double)amount,
    };

    /// <summary>One colour for one kind or class on every chart.</summary>
    private static int? ColourOf(string label) => label switch
    {
        "model" or "production" => 0,
        "tool" or "control" => 1,
        "labour" or "waste" => 2,
        "fixed" or "pending" => 3,
        _ => null,
    };

    private static string Capital(string label) => char.ToUpperInvariant(label[0]) + label[1..];

    private static string Plain(double value) => Math.Round(value, 10).ToString("#,##0.######", CultureInfo.InvariantCulture);
}
