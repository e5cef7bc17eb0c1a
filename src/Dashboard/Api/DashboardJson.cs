using System.Text.Encodings.Web;
using System.Text.Json;
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
internal sealed partial class DashboardJson : JsonSerializerContext
{
    // With quotes and letters as they are: it is sent as JSON only, and never becomes a part of a page.
    public static DashboardJson Readable => field ??= new DashboardJson(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
