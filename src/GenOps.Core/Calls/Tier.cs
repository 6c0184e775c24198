namespace GenOps.Core.Calls;

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
