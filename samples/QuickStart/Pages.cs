namespace QuickStart;

internal static class Pages
{
    public const string About = """
        <!doctype html>
        <html lang="en">
          <head><title>About</title></head>
          <body><h1>QuickStart</h1><p>This page is cached for an hour.</p></body>
        </html>
        """;

    public static void PrintWhatToTry(IEnumerable<string> urls)
    {
        foreach (string url in urls)
        {
            Console.WriteLine($"""

                Serving on {url}. Each of these twice, and look at X-CacheKit and Cache-Control:

                  curl -i {url}/
                  curl -i "{url}/random?id=50"
                  curl -i {url}/users/1
                  curl {url}/users/1/greeting
                  curl -X PUT "{url}/users/1?name=admin"
                  curl -i {url}/json_error
                  curl -i -H "Cache-Control: no-cache" {url}/dynamic_data
                  curl -X DELETE "{url}/cache/users/1"
                  curl -X DELETE "{url}/cache?namespace=users"

                {url}/cachekit/ shows what is cached.

                """);
        }
    }
}
