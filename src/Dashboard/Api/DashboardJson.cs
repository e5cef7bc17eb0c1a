using System.Text.Json.Serialization;

namespace CacheKit;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CachesModel))]
[JsonSerializable(typeof(FiguresModel))]
[JsonSerializable(typeof(KeyPageModel))]
[JsonSerializable(typeof(EntryModel))]
[JsonSerializable(typeof(EventsModel))]
[JsonSerializable(typeof(EventModel))]
[JsonSerializable(typeof(RemoveRequest))]
[JsonSerializable(typeof(RemovedModel))]
[JsonSerializable(typeof(ClearRequest))]
[JsonSerializable(typeof(ClearedModel))]
[JsonSerializable(typeof(EvictRequest))]
[JsonSerializable(typeof(EvictedModel))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(RefreshedModel))]
[JsonSerializable(typeof(SwitchRequest))]
[JsonSerializable(typeof(SwitchedModel))]
[JsonSerializable(typeof(ProblemModel))]
internal sealed partial class DashboardJson : JsonSerializerContext;
