namespace GenOps.Core.Inference;

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

/// <summary>How able, and how dear, a model a step asks for.</summary>
public enum Tier
{
    /// <summary>Quick and cheap.</summary>
    Small,

    /// <summary>The everyday choice.</summary>
    Standard,

    /// <summary>The ablest there is.</summary>
    Frontier,

    /// <summary>The route of image steps.</summary>
    Image,
}
