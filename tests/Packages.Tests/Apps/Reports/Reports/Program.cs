using CacheKit;
using Reports;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddCacheKit(prefix: "worker").UseInMemory();
builder.Services.AddKeyedCacheKit("rates", prefix: "worker-rates").UseInMemory();
builder.Services.AddKeyedCacheKit("reports", prefix: "worker-reports").UseInMemory();
builder.Services.AddSingleton<ReportSource>();
builder.Services.AddHostedService<ReportWorker>();

var host = builder.Build();
await Rates.FindAsync("EUR");                       // warm before the worker starts
host.Run();
