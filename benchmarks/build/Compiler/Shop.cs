using System.Globalization;

namespace CacheKit.Benchmarks;

// The project that is built: 1,000 methods in 100 files, of which 100 are cached and called 300 times.
internal static class Shop
{
    private const int Files = 100;

    public static IEnumerable<(string Name, string Text)> Sources => Enumerable.Range(0, Files).Select(file => ($"Orders{file:00}.cs", Text(file)));

    public static string Text(int file) => Template
        .Replace("{next}", Number(file + 1), StringComparison.Ordinal)
        .Replace("{last}", Number(file + Files - 1), StringComparison.Ordinal)
        .Replace("{this}", Number(file), StringComparison.Ordinal);

    private static string Number(int file) => (file % Files).ToString("00", CultureInfo.InvariantCulture);

    private const string Template = """
        using System;
        using System.Collections.Generic;
        using System.Globalization;
        using System.Linq;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;
        using CacheKit;

        namespace Shop.Area{this};

        public sealed record Line{this}(int Id, string Article, int Count, decimal Price);

        public sealed record Order{this}(int Id, string Customer, DateTimeOffset At, IReadOnlyList<Line{this}> Lines);

        public sealed class Orders{this}
        {
            private readonly Dictionary<int, Order{this}> _orders = new();

            [Cache(300, Namespace = "orders-{this}")]
            public static async Task<Order{this}?> Find{this}Async(int id, string customer, CancellationToken cancellationToken = default)
            {
                await Task.Delay(1, cancellationToken);
                var lines = Enumerable.Range(0, 5).Select(line => new Line{this}(line, $"article-{line}", line + 1, 9.95m * line)).ToList();
                return id > 0 ? new Order{this}(id, customer, DateTimeOffset.UnixEpoch.AddDays(id), lines) : null;
            }

            public async Task<decimal> TotalAsync(int id, string customer, CancellationToken cancellationToken)
            {
                Order{this}? order = await Find{this}Async(id, customer, cancellationToken);
                if (order is null)
                    return 0m;

                decimal total = order.Lines.Sum(line => line.Count * line.Price);
                return Math.Round(total, 2, MidpointRounding.AwayFromZero);
            }

            public async Task<IReadOnlyList<string>> ArticlesAsync(IEnumerable<int> ids)
            {
                var articles = new List<string>();
                foreach (int id in ids.Distinct().Order())
                {
                    if (await Area{next}.Orders{next}.Find{next}Async(id, "anyone") is { } order)
                        articles.AddRange(order.Lines.Where(line => line.Count > 0).Select(line => line.Article));
                }

                return articles;
            }

            public async Task<string> DescribeAsync(int id)
            {
                var order = await Area{last}.Orders{last}.Find{last}Async(id, customer: "anyone");
                return order switch
                {
                    null => "none",
                    { Lines.Count: 0 } => $"{order.Id}: empty",
                    _ => string.Create(CultureInfo.InvariantCulture, $"{order.Id}: {order.Lines.Count} lines for {order.Customer} at {order.At:O}"),
                };
            }

            public void Add(Order{this} order)
            {
                ArgumentNullException.ThrowIfNull(order);
                if (!_orders.TryAdd(order.Id, order))
                    throw new InvalidOperationException($"There is an order {order.Id} already.");
            }

            public bool TryGet(int id, out Order{this}? order)
            {
                bool found = _orders.TryGetValue(id, out order);
                return found && order!.Lines.Count > 0;
            }

            public IEnumerable<(string Customer, decimal Total)> ByCustomer() =>
                from order in _orders.Values
                group order by order.Customer into ofCustomer
                let total = ofCustomer.SelectMany(order => order.Lines).Sum(line => line.Price * line.Count)
                orderby total descending
                select (ofCustomer.Key, total);

            public string Report(IFormatProvider format)
            {
                var text = new StringBuilder();
                foreach (var (customer, total) in ByCustomer())
                {
                    text.Append(customer).Append(": ").Append(total.ToString("N2", format)).AppendLine();
                    foreach (Order{this} order in _orders.Values.Where(order => order.Customer == customer))
                        text.Append("  ").Append(order.Id).Append(' ').Append(order.At.ToString("d", format)).AppendLine();
                }

                return text.ToString();
            }

            public static int Checksum(ReadOnlySpan<byte> data)
            {
                int sum = 17;
                for (int i = 0; i < data.Length; i++)
                {
                    sum = unchecked((sum * 31) + data[i]);
                    if ((sum & 1) == 0)
                        sum ^= sum >> 3;
                }

                return sum;
            }

            public static Order{this}? Parse(string text)
            {
                string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
                if (parts.Length < 3 || !int.TryParse(parts[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out int id))
                    return null;

                try
                {
                    var at = DateTimeOffset.ParseExact(parts[2], "O", CultureInfo.InvariantCulture);
                    return new Order{this}(id, parts[1], at, Array.Empty<Line{this}>());
                }
                catch (FormatException)
                {
                    return null;
                }
            }
        }

        """;
}
