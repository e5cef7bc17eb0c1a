using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit.Dashboard.Tests.Api;

/// <summary>The description of the API agrees with its routes and with its model.</summary>
[TestFixture]
internal sealed class OpenApiAnswerTests
{
    private const string Root = "/cachekit/api";
    private const string Model = "Model";

    private static readonly NullabilityInfoContext _nullability = new();

    private static IEnumerable<Type> Models => typeof(DashboardApi).Assembly.GetTypes().Where(IsModel);

    [Test]
    public async Task It_is_served_as_JSON_of_OpenAPI_3_1()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        Answer answer = await app.GetAsync("api/openapi.json");

        Assert.That(answer["Content-Type"], Is.EqualTo("application/json"));
        Assert.That((string?)JsonNode.Parse(answer.Body)!["openapi"], Does.StartWith("3.1."));
    }

    [Test]
    public async Task It_describes_the_routes_and_methods_that_exist_and_no_others()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        IEnumerable<string> described =
            from path in (await DescriptionAsync(app))["paths"]!.AsObject()
            from member in path.Value!.AsObject()
            where member.Key != "parameters"
            select $"{member.Key.ToUpperInvariant()} {path.Key}";

        Assert.That(described, Is.EquivalentTo(EndpointsOf(app).Select(endpoint => $"{MethodOf(endpoint)} {PathOf(endpoint)}")));
    }

    [Test]
    public async Task It_describes_the_parameters_that_exist_and_no_others()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        JsonNode description = await DescriptionAsync(app);
        foreach (RouteEndpoint endpoint in EndpointsOf(app))
        {
            JsonNode path = description["paths"]![PathOf(endpoint)]!;
            IEnumerable<JsonNode?> parameters =
                [.. path["parameters"]?.AsArray() ?? [], .. path[MethodOf(endpoint).ToLowerInvariant()]!["parameters"]?.AsArray() ?? []];
            IEnumerable<string> expected =
            [
                .. endpoint.RoutePattern.Parameters.Select(parameter => "path " + parameter.Name),
                .. endpoint.Metadata.GetMetadata<ApiParameters>()?.Names.Select(name => "query " + name) ?? [],
            ];

            Assert.That(parameters.Select(parameter => $"{parameter!["in"]} {parameter["name"]}"), Is.EquivalentTo(expected), PathOf(endpoint));
        }
    }

    [Test]
    public async Task Each_success_and_each_body_has_a_schema_that_exists()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        JsonNode description = await DescriptionAsync(app);
        var names = new HashSet<string>(description["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));

        IEnumerable<string> used = ReferencesOf(description).ToHashSet();
        Assert.That(used, Is.EquivalentTo(names.Select(name => "#/components/schemas/" + name).Append("#/components/responses/Problem")));
    }

    [TestCaseSource(nameof(Models))]
    public async Task The_schema_of_a_model_has_its_members_with_their_types(Type model)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        JsonNode? schema = (await DescriptionAsync(app))["components"]!["schemas"]![SchemaOf(model)];
        Assert.That(schema, Is.Not.Null, $"{SchemaOf(model)} is not described.");

        JsonTypeInfo contract = DashboardJson.Default.GetTypeInfo(model)!;
        Assert.That(
            schema!["properties"]!.AsObject().Select(property => $"{property.Key}: {TypeOf(property.Value!)}"),
            Is.EquivalentTo(contract.Properties.Select(property => $"{property.Name}: {TypeOf(model, property)}")));
        Assert.That(schema["required"]!.AsArray().Select(name => (string?)name), Is.EquivalentTo(contract.Properties.Select(property => property.Name)));
        Assert.That(
            (bool?)schema["additionalProperties"] == false,
            Is.EqualTo(contract.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow), "additionalProperties");
    }

    [Test]
    public async Task Every_code_of_a_problem_is_described()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        JsonArray codes = (await DescriptionAsync(app))["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray();

        // And one for a failure of the dashboard itself.
        Assert.That(codes, Has.Count.EqualTo(Enum.GetValues<DashboardFault>().Length + 1));
        foreach (DashboardFault fault in Enum.GetValues<DashboardFault>())
        {
            string code = JsonNamingPolicy.KebabCaseLower.ConvertName(fault.ToString());
            Assert.That(codes.Select(one => (string?)one), Does.Contain(code));
        }
    }

    private static async Task<JsonNode> DescriptionAsync(DashboardApp app) => await app.ReadAsync("api/openapi.json");

    private static IEnumerable<RouteEndpoint> EndpointsOf(DashboardApp app) =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => PatternOf(endpoint).StartsWith(Root + "/", StringComparison.Ordinal));

    private static string PatternOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!;

    private static string PathOf(RouteEndpoint endpoint) => PatternOf(endpoint)[Root.Length..];

    private static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();

    private static IEnumerable<string> ReferencesOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : ReferencesOf(member.Value)),
        JsonArray items => items.SelectMany(ReferencesOf),
        _ => [],
    };

    private static bool IsModel(Type type) =>
        type.GetMethod("<Clone>$") is not null && (type.Name.EndsWith(Model, StringComparison.Ordinal) || type.Name.EndsWith("Request", StringComparison.Ordinal));

    private static string SchemaOf(Type model) => model.Name.EndsWith(Model, StringComparison.Ordinal) ? model.Name[..^Model.Length] : model.Name;

    private static string TypeOf(JsonNode schema)
    {
        if (schema["anyOf"] is { } either)
            return TypeOf(either[0]!) + "?";
        if (schema["$ref"] is { } reference)
            return ((string)reference!).Split('/')[^1];

        bool isNull = schema["type"] is JsonArray;
        string type = (string)(isNull ? schema["type"]![0] : schema["type"])!;
        string? format = (string?)schema["format"];
        return type switch
        {
            "array" => TypeOf(schema["items"]!) + "[]",
            _ => (format is null ? type : $"{type}({format})") + (isNull ? "?" : ""),
        };
    }

    private static string TypeOf(Type model, JsonPropertyInfo property)
    {
        PropertyInfo member = model.GetProperties().Single(one => JsonNamingPolicy.CamelCase.ConvertName(one.Name) == property.Name);
        NullabilityInfo nullability = _nullability.Create(member);

        // A member of a request is null in C# while it is missing, and no null in JSON, except for the namespace to clear.
        bool canBeNull = nullability.ReadState == NullabilityState.Nullable &&
            (!model.Name.EndsWith("Request", StringComparison.Ordinal) || model == typeof(ClearRequest));
        return TypeOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) + (canBeNull ? "?" : "");
    }

    private static string TypeOf(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) => "integer(int32)",
        _ when type == typeof(long) => "integer(int64)",
        _ when type == typeof(double) => "number",
        _ when type == typeof(DateTimeOffset) => "string(date-time)",
        _ when type.IsGenericType => TypeOf(type.GenericTypeArguments[0]) + "[]",
        _ => SchemaOf(type),
    };
}
