using GenOps.Core.Blobs;

namespace GenOps.Core.Outputs;

/// <summary>One file or text of a draft; its content is stored already.</summary>
/// <param name="StepId">The step that made it.</param>
/// <param name="Item">Place of the item under a map, from 0; −1 for none.</param>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As <c>text/markdown</c>.</param>
/// <param name="ContentHash">Under which it is stored.</param>
/// <param name="Length">Bytes.</param>
public sealed record ArtifactDraft(string StepId, int Item, string Name, string MediaType, BlobHash ContentHash, long Length);
