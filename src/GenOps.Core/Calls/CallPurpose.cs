namespace GenOps.Core.Calls;

/// <summary>Why a call was made; with the outcome it decides the class of its cost.</summary>
public enum CallPurpose
{
    /// <summary>It makes something that is delivered.</summary>
    Production,

    /// <summary>It scores what another call made.</summary>
    Judge,

    /// <summary>It looks for weaknesses in a draft.</summary>
    Critique,

    /// <summary>It makes again what a check or a critique found wanting.</summary>
    Repair,
}
