namespace CacheKit;

internal sealed record CacheFiguresModel(string Name, IReadOnlyList<SubjectModel> Subjects, IReadOnlyList<FlightModel> Flights);
