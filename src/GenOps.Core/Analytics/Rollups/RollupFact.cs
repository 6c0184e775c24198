namespace GenOps.Core.Analytics.Rollups;

/// <summary>What is summed by day. The numbers stand in the database: they are never used again for another.</summary>
internal enum RollupFact
{
    /// <summary>Cost by the day it was charged, nano-US-dollars.</summary>
    Charged = 1,

    /// <summary>The same by the day its run ended.</summary>
    CostOfRunsEnded = 2,

    /// <summary>Outputs by the day they were accepted, withdrawn since or not.</summary>
    Accepted = 3,

    /// <summary>Outputs that stand accepted, by the day their run ended.</summary>
    AcceptedOfRunsEnded = 4,

    /// <summary>Outputs by the day they were decided.</summary>
    Decided = 5,

    /// <summary>Those of them that a person decided.</summary>
    DecidedByPerson = 6,

    /// <summary>Those of these that were edited or rejected.</summary>
    Reworked = 7,

    /// <summary>Time of people, seconds.</summary>
    Labour = 8,

    /// <summary>That of it which went into direction.</summary>
    LabourOnDirection = 9,

    /// <summary>Stretches of it that have no measured length.</summary>
    LabourUnmeasured = 10,

    /// <summary>Measured time that nothing prices, seconds.</summary>
    LabourWithoutRate = 11,

    /// <summary>Calls that used something.</summary>
    CallsUsed = 12,

    /// <summary>Those of them that are priced.</summary>
    CallsPriced = 13,

    /// <summary>Those of them whose use GenOps counted.</summary>
    CallsEstimated = 14,

    /// <summary>Outputs rejected, by the day they were decided.</summary>
    Rejected = 15,

    /// <summary>Outputs that a person decided, by the rules that flagged them; one with two flags counts in both.</summary>
    DecidedByPersonOfRule = 16,

    /// <summary>Those of these that were edited or rejected.</summary>
    ReworkedOfRule = 17,

    /// <summary>Outputs by the day they were published, with the ticks since their run was triggered, by <see cref="DurationSketch"/>.</summary>
    Published = 18,

    /// <summary>Outputs by the day they were withdrawn.</summary>
    Withdrawn = 19,
}
