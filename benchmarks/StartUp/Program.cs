using System.Globalization;
using CacheKit.Benchmarks;

// A sample is a process of its own: this program starts itself with what the sample is to serve.
if (args is ["serve", var contender, var count, var url, ..])
    await Application.ServeAsync(contender, int.Parse(count, CultureInfo.InvariantCulture), url, [.. args.Skip(4)]);
else
    await Rounds.RunAsync(args);
