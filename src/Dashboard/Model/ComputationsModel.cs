namespace CacheKit;

// The runs of a factory or handler, in seconds.
internal sealed record ComputationsModel(long Count, double Mean, double P95, double Max);
