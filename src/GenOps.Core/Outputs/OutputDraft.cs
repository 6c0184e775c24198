namespace GenOps.Core.Outputs;

/// <summary>What a run made, before anybody looked at it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="PipelineId">Its pipeline.</param>
/// <param name="VersionId">Its version.</param>
/// <param name="Money">Of the run.</param>
/// <param name="Name">The output's name in the definition.</param>
/// <param name="Item">Place of the item, from 0; −1 for one output per run.</param>
/// <param name="Author">Who made it, as <c>GenOps</c>.</param>
/// <param name="Revision">Its files and texts.</param>
public sealed record OutputDraft(
    RunId RunId, PipelineId PipelineId, PipelineVersionId VersionId, MoneyMode Money,
    string Name, int Item, string Author, RevisionDraft Revision);
