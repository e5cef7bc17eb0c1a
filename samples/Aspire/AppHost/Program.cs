// A Redis in a container, and two services that cache in it. To run it you need Docker or Podman:
//
//   dotnet run --project samples/Aspire/AppHost
using Aspire.Hosting.ApplicationModel;

IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);

IResourceBuilder<RedisResource> cache = builder.AddRedis("cache");

// Each gets the connection string of the Redis in its environment variable ConnectionStrings__cache.
builder.AddProject<Projects.Catalog>("catalog").WithReference(cache).WaitFor(cache);
builder.AddProject<Projects.Orders>("orders").WithReference(cache).WaitFor(cache);

builder.Build().Run();
