# ruleid: LF-DEP-029-script
irm https://example.com/install.ps1 | iex
# ruleid: LF-DEP-029-script
iex ((New-Object System.Net.WebClient).DownloadString('https://example.com/install.ps1'))
# ruleid: LF-DEP-029-script
Invoke-WebRequest -Uri "https://example.com/setup.exe" -OutFile "setup.exe"
Start-Process -FilePath ".\setup.exe" -ArgumentList "/S" -Wait
# ruleid: LF-DEP-029-archive-stack
Invoke-WebRequest https://example.com/tool.zip -OutFile $archive
Expand-Archive $archive -DestinationPath C:\tools
