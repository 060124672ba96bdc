@echo off
rem dev up ^| test ^| check ^| conformance ^| migrate ^| seed ^| reset: builds src\IdentityProvider.Dev when needed, and runs it.
where dotnet >nul 2>nul || (echo Install the .NET 10 SDK ^(https://dotnet.microsoft.com/download^) and run dev again.& exit /b 1)
where npm >nul 2>nul || (echo Install Node.js 20 or newer with npm ^(https://nodejs.org^) and run dev again.& exit /b 1)
dotnet build "%~dp0src\IdentityProvider.Dev" --verbosity quiet --nologo -clp:ErrorsOnly || exit /b 1
dotnet "%~dp0src\IdentityProvider.Dev\bin\Debug\net10.0\IdentityProvider.Dev.dll" %*
