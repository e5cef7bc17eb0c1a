namespace NativeAot;

internal static class Pages
{
    public const string About = """
        <!doctype html>
        <html lang="en">
          <head><title>About</title></head>
          <body><h1>NativeAot</h1><p>This page is cached for an hour.</p></body>
        </html>
        """;

    public static void PrintWhatToTry(IEnumerable<string> urls)
    {
        foreach (string url in urls)
        {
            Console.WriteLine($"""

                Serving on {url}. Each of these twice:

                  curl -i {url}/
                  curl -i {url}/users/1
                  curl {url}/users/1/greeting
                  curl {url}/prices/tea/gross
                  curl {url}/fibonacci/80
                  curl -X PUT "{url}/users/1?name=admin"

                """);
        }
    }
}
