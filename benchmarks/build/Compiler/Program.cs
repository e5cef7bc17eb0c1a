using CacheKit.Benchmarks;

switch (args)
{
    case ["write", string folder]:
        foreach ((string name, string text) in Shop.Sources)
            File.WriteAllText(Path.Combine(folder, name), text);
        return 0;
    case ["measure", string rounds]:
        new InProcess().Report(int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("Say: write <folder>, or: measure <rounds>");
        return 1;
}
