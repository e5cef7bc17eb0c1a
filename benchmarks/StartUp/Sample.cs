using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Benchmarks;

/// <summary>How long one process took, each in milliseconds from the begin of its program.</summary>
/// <param name="Listening">Until it accepted a connection.</param>
/// <param name="Started">Until its host had started.</param>
/// <param name="Answered">Until it had answered a request, which came as soon as it was listening.</param>
internal sealed record Sample(double Listening, double Started, double Answered)
{
    public static async Task<Sample> TakeAsync(string contender, int count, string[] features)
    {
        int port = FreePort();
        string[] arguments = [Environment.GetCommandLineArgs()[0], "serve", contender, $"{count}", $"http://127.0.0.1:{port}", .. features];
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        try
        {
            using TcpClient client = await ConnectAsync(process, port);
            long listening = Stopwatch.GetTimestamp();
            long answered = await AnswerAsync(client);
            string[] times = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
            long begin = long.Parse(times[0], CultureInfo.InvariantCulture);
            return new Sample(After(begin, listening), After(begin, long.Parse(times[1], CultureInfo.InvariantCulture)), After(begin, answered));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static double After(long begin, long end) => Stopwatch.GetElapsedTime(begin, end).TotalMilliseconds;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<TcpClient> ConnectAsync(Process process, int port)
    {
        while (!process.HasExited)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return client;
            }
            catch (SocketException)
            {
                client.Dispose();
                await Task.Delay(1);
            }
        }

        throw new InvalidOperationException("The application has ended.");
    }

    private static async Task<long> AnswerAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("GET /items0/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string answer = await reader.ReadToEndAsync();
        return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            ? Stopwatch.GetTimestamp()
            : throw new InvalidOperationException($"The answer was: {answer}");
    }
}
