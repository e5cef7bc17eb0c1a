// Every test has its own fixture instance, with a cache of its own.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
