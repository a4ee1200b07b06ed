Invoke-WebRequest -Uri "https://example.com/setup.exe" -OutFile "setup.exe"
if ((Get-FileHash "setup.exe").Hash -ne $expected) { throw "another file" }
Start-Process -FilePath ".\setup.exe" -Wait
irm http://localhost:7860/health
# irm https://example.com/install.ps1 | iex
