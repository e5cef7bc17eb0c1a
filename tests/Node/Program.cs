using System.Text.Json;
using CacheKit.Node;

// The parent process ends this one by closing its input. Until then, the process is one node after another: a line with the settings of a node
// precedes its commands, and an empty line ends it.
while (await Console.In.ReadLineAsync() is { } line)
{
    await using (var session = new NodeSession(JsonSerializer.Deserialize<NodeSettings>(line)!))
        await session.RunAsync(Console.In, Console.Out);
    await Console.Out.WriteLineAsync();
}
