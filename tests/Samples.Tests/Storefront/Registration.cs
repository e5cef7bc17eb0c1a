namespace CacheKit.Samples.Tests.Storefront;

/// <summary>A registration of the sample, and where its promises differ. All else is the same rule for both.</summary>
/// <param name="Name">The name that the sample gives it.</param>
/// <param name="MostReadsOfColdProduct">How often two nodes read a product that both are asked for at the same time.</param>
/// <param name="RemovalReachesOtherNodes">Whether another node drops its copy in memory of a removed product.</param>
internal sealed record Registration(string Name, int MostReadsOfColdProduct, bool RemovalReachesOtherNodes)
{
    public static readonly Registration[] All =
    [
        new("microsoft", MostReadsOfColdProduct: 2, RemovalReachesOtherNodes: false),
        new("cachekit", MostReadsOfColdProduct: 1, RemovalReachesOtherNodes: true),
    ];

    public override string ToString() => Name;
}
