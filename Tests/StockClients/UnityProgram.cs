namespace Mqant.Tests.StockClients;

/// <summary>What stands for Unity where Unity is not: its types for the compiler, and its main thread for the run.</summary>
internal static class UnityProgram
{
    /// <summary>The project of the script with Unity's lines, in Unity's C#.</summary>
    public const string Script = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <LangVersion>9</LangVersion>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MQTTnet" Version="5.2.0.1603" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>As much of Unity as the script needs, and the names that MQTTnet's former version has for what it needs of that.</summary>
    public const string Engine = """
        namespace MQTTnet
        {
            public class MqttFactory : MqttClientFactory
            {
            }
        }

        namespace MQTTnet.Client
        {
            internal static class FormerNamespace
            {
            }
        }

        namespace UnityEngine
        {
            public class MonoBehaviour
            {
            }

            public static class Debug
            {
                public static void Log(object message)
                {
                }
            }
        }
        """;

    /// <summary>The project that runs the script without Unity's lines.</summary>
    public const string Player = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <LangVersion>9</LangVersion>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MQTTnet" Version="5.2.0.1603" />
            <ProjectReference Include="../unity/unity.csproj" ReferenceOutputAssembly="false" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>Runs the script; fails when it is called back on another thread than the one that it was started on.</summary>
    public const string Main = """
        using System;
        using System.Collections.Concurrent;
        using System.Threading;
        using System.Threading.Tasks;

        internal sealed class MainThread : SynchronizationContext
        {
            private readonly BlockingCollection<Action> _posted = new();

            public static void Main()
            {
                var thread = Environment.CurrentManagedThreadId;
                var main = new MainThread();
                SetSynchronizationContext(main);
                var run = new MqantClient().RunAsync(line =>
                {
                    Console.WriteLine(line);
                    if (Environment.CurrentManagedThreadId != thread)
                    {
                        Console.WriteLine("That was not the main thread.");
                        Environment.Exit(2);
                    }
                });
                run.ContinueWith(_ => main.Post(_ => { }, null), TaskScheduler.Default);
                while (!run.IsCompleted)
                {
                    main._posted.Take()();
                }

                // It has ended: only its exception is still wanted.
                run.GetAwaiter().GetResult();
            }

            public override void Post(SendOrPostCallback callback, object state) => _posted.Add(() => callback(state));
        }
        """;
}
