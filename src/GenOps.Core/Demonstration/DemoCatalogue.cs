namespace GenOps.Core.Demonstration;

/// <summary>One version of a pipeline, as it is told.</summary>
/// <param name="At">When it becomes active, as a part of the demonstration.</param>
/// <param name="Replace">What of the version before is replaced; empty for the first.</param>
/// <param name="With">By what.</param>
/// <param name="Quality">The middle of its judges' scores.</param>
/// <param name="Rejected">How many of its reviewed outputs are rejected, where its scores do not say more.</param>
internal sealed record DemoVersionPlan(double At, string Replace, string With, double Quality, double Rejected)
{
    /// <summary>When the version before it came back; null for one that stayed.</summary>
    public double? RolledBackAt { get; init; }
}

/// <summary>One pipeline, as it is told.</summary>
/// <param name="Name">Of the pipeline and its file.</param>
/// <param name="Share">How much of all calls is its.</param>
/// <param name="Home">The provider it goes to first.</param>
/// <param name="Rhythm">When its runs begin.</param>
/// <param name="Triggers">By what, each as often as it stands here.</param>
/// <param name="Items">How many items its maps have, from and to.</param>
/// <param name="InputScale">How long its requests are beside the usual.</param>
/// <param name="ReviewSeconds">How long a person looks at one output.</param>
/// <param name="Direction">How many of its reviews are about strategy rather than correctness.</param>
/// <param name="Nouns">What it is about.</param>
/// <param name="Versions">In their order; the first is there when the pipeline begins.</param>
internal sealed record DemoPipelinePlan(
    string Name, double Share, string Home, DemoRhythm Rhythm, IReadOnlyList<string> Triggers, (int Least, int Most) Items, double InputScale,
    int ReviewSeconds, double Direction, IReadOnlyList<string> Nouns, IReadOnlyList<DemoVersionPlan> Versions);

/// <summary>The pipelines of the demonstration.</summary>
internal static class DemoCatalogue
{
    public static readonly IReadOnlyList<DemoPipelinePlan> All =
    [
        new(
            "ticket-replies", 0.34, DemoModels.North, DemoRhythm.Customers, ["api", "api", "api", "manual"], (1, 1), 1.0, 95, 0.02,
            ["invoice", "password", "export", "licence", "update", "calendar"],
            [
                new(0, "", "", 0.84, 0.07),
                new(0.20, "at most 180 words", "at most 150 words", 0.87, 0.05),
                new(0.70, "You never invent a step.", "You always name a next step.", 0.66, 0.34) { RolledBackAt = 0.72 },
                new(0.78, "friendly and plain.", "friendly, plain, and in the customer's words.", 0.90, 0.04),
            ]),
        new(
            "invoice-reading", 0.22, DemoModels.South, DemoRhythm.Office, ["schedule", "api"], (3, 9), 0.8, 40, 0,
            ["paper", "toner", "courier", "cleaning", "steel", "software"],
            [
                new(0, "", "", 0.88, 0.04),
                new(0.40, "Copy number, supplier, currency and total", "Copy the number as printed, supplier, currency and total", 0.92, 0.03),
            ]),
        new(
            "product-texts", 0.16, DemoModels.North, DemoRhythm.Office, ["manual", "api"], (2, 6), 1.2, 120, 0.06,
            ["lamp", "chair", "desk", "kettle", "bicycle", "jacket"],
            [
                new(0.08, "", "", 0.80, 0.08),
                new(0.50, "at most 120 words", "at most 90 words", 0.85, 0.06),
                new(0.82, "tier: standard\n      template: |\n        Write a text", "tier: small\n      template: |\n        Write a text", 0.84, 0.06),
            ]),
        new(
            "release-kits", 0.06, DemoModels.North, DemoRhythm.Office, ["manual", "cli"], (2, 5), 1.6, 420, 0.30,
            ["search", "mobile app", "dashboard", "import", "security", "reports"],
            [
                new(0, "", "", 0.82, 0.10),
                new(0.33, "Write a post about", "Write a post that begins with what the reader can do now, about", 0.86, 0.07),
                new(0.66, "max_output_tokens: 700", "max_output_tokens: 500", 0.88, 0.06),
            ]),
        new(
            "contract-summaries", 0.05, DemoModels.South, DemoRhythm.Office, ["manual"], (1, 1), 3.0, 540, 0.22,
            ["lease", "supply", "service", "licence", "loan", "transport"],
            [
                new(0.15, "", "", 0.83, 0.09),
                new(0.60, "on one page", "on one page, with the clause behind each sentence", 0.89, 0.05),
            ]),
        new(
            "morning-briefs", 0.05, DemoModels.South, DemoRhythm.Mornings, ["schedule"], (5, 12), 0.7, 150, 0.10,
            ["market", "tariff", "supplier", "standard", "fair", "union"],
            [
                new(0, "", "", 0.86, 0.04),
                new(0.47, "Sum up in two sentences.", "Sum up in two sentences, with every figure.", 0.88, 0.04),
            ]),
        new(
            "mail-sorting", 0.12, DemoModels.North, DemoRhythm.Customers, ["api"], (1, 1), 0.5, 30, 0,
            ["offer", "complaint", "order", "question", "invitation", "return"],
            [
                new(0, "", "", 0.9, 0),
                new(0.30, "tier: standard", "tier: small", 0.9, 0),
            ]),
    ];
}
