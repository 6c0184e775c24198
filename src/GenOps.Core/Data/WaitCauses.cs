namespace GenOps.Core.Data;

/// <summary>What steps and holds of an earlier version wait for, told from the rows that made them wait; the same statements on both databases.</summary>
internal static class WaitCauses
{
    /// <summary>In order: what is told first stands.</summary>
    public static IReadOnlyList<string> Statements { get; } =
    [
        """UPDATE "StepRuns" SET "WaitsFor" = 'StepPlace' WHERE "State" = 'Ready' AND "WaitsForPlace" """,
        """
        UPDATE "StepRuns" SET "WaitsFor" = 'Budget',
            "WaitTarget" = (SELECT LOWER(CAST(w."BudgetId" AS TEXT)) FROM "BudgetWaits" w WHERE w."StepRunId" = "StepRuns"."Id" ORDER BY w."Since" LIMIT 1),
            "WaitSince" = (SELECT MIN(w."Since") FROM "BudgetWaits" w WHERE w."StepRunId" = "StepRuns"."Id")
        WHERE "State" = 'Ready' AND EXISTS (SELECT 1 FROM "BudgetWaits" w WHERE w."StepRunId" = "StepRuns"."Id")
        """,
        """
        UPDATE "StepRuns" SET "WaitsFor" = 'Doubt',
            "WaitTarget" = (SELECT c."Provider" FROM "ModelCalls" c WHERE c."StepRunId" = "StepRuns"."Id" AND c."State" = 'InDoubt' ORDER BY c."CreatedAt" LIMIT 1)
        WHERE "State" = 'Ready' AND "WaitsFor" = 'None' AND EXISTS (SELECT 1 FROM "ModelCalls" c WHERE c."StepRunId" = "StepRuns"."Id" AND c."State" = 'InDoubt')
        """,
        """UPDATE "StepRuns" SET "WaitsFor" = 'Hold', "WaitTarget" = "HeldFor" WHERE "State" = 'Ready' AND "WaitsFor" = 'None' AND "HeldFor" <> '' """,
        """UPDATE "StepRuns" SET "WaitsFor" = 'Retry' WHERE "State" = 'Ready' AND "WaitsFor" = 'None' AND "Problem" <> '' """,
        """
        UPDATE "StepRuns" SET "WaitsFor" = 'Person',
            "WaitSince" = (SELECT MIN(t."OpenedAt") FROM "ReviewTasks" t WHERE t."StepRunId" = "StepRuns"."Id" AND t."State" = 'Open')
        WHERE "State" = 'WaitingForReview'
        """,
        """
        UPDATE "Holds" SET "Cause" = 'Budget',
            "CauseTarget" = (SELECT LOWER(CAST(w."BudgetId" AS TEXT)) FROM "BudgetWaits" w WHERE w."HoldId" = "Holds"."Id" LIMIT 1)
        WHERE EXISTS (SELECT 1 FROM "BudgetWaits" w WHERE w."HoldId" = "Holds"."Id")
        """,
        """
        UPDATE "Holds" SET "Cause" = 'Doubt',
            "CauseTarget" = (SELECT c."Provider" FROM "ModelCalls" c WHERE c."StepRunId" = "Holds"."StepRunId" AND c."State" = 'InDoubt' ORDER BY c."CreatedAt" LIMIT 1)
        WHERE "Cause" = 'Hold' AND "Scope" = 'Step' AND "By" = 'GenOps' AND "ReleasedAt" IS NULL
            AND EXISTS (SELECT 1 FROM "ModelCalls" c WHERE c."StepRunId" = "Holds"."StepRunId" AND c."State" = 'InDoubt')
        """,
    ];
}
